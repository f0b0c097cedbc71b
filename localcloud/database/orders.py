"""What the program tells a keeper: one byte each, answered by the same one when it is done.

The end of the socket means: end. It comes by itself when the program dies.
"""

OPEN, CLOSE = b"o", b"c"
