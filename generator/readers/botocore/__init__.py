"""What botocore knows of a service: its JSON files, read as a spec or consulted for what a document leaves out."""
