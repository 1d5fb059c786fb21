"""Django equipment that knows no domain: fields, components, mail, jobs, files, keys, clock, word index."""
