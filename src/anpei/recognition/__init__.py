"""Papers read by machine: pictures and PDFs in, proposals out. Pure: no Django, no database, nothing downloaded."""
