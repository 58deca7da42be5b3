"""What must not be published: gambling, defacement, personal data, and files that are not what they say."""
