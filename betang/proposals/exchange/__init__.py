"""Import and export of proposals in the field names of the national system (SIPD), so that an operator types once. Source: DOMAIN §2.4"""
