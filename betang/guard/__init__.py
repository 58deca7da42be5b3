"""What must not be published: gambling and defacement, hidden text, link farms, personal data; files that are not what they say.

`text` reads what is typed and says what it found and where, `html` cleans what is shown, `files` looks into what is
uploaded, `forms` stands before the forms of public pages, and `actions.report` keeps a note of what was refused.

Law: UU 1/2024 art. 27(2) (gambling content), UU 27/2022 (personal data)
"""
