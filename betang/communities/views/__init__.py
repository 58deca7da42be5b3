"""HTTP: the public register, the application, the desk."""
