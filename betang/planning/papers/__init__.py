"""Planning documents and their PDFs: taken in, read page by page, drawn as pictures, compared, found."""
