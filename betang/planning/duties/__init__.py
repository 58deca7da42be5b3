"""What a village must show of its budget, whether it does, and the poster that hangs where people pass. Law: UU 6/2014 art. 82(4)"""
