"""One at a time: pdfium keeps what it does in one place for the whole process, and two threads that call it
at once (two requests, two pages of one paper) end the process.

Whoever uses it holds this lock from the opening of a document to its closing. The same thread may hold it
several times. Other processes have a pdfium of their own.
"""

import threading

PDFIUM = threading.RLock()
