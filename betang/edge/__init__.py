"""From a host name to a site; the page cache; security headers; health. The front that answers without Django."""
