"""One night of Nightshift on the embedded cloud, told in the terminal and on one HTML page.

`meetings/` holds two invented transcripts in the contract's form; no real person or company is in
them.
"""
