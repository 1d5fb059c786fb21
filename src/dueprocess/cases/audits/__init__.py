"""Openings by lot for accredited auditors: announced, drawn, handed over, each bound to the record.

`models` holds the draws · `actions` announces, draws and hands over · `answering` says what each drawn entry
is answered with · `package` makes the files · `extracts` tells pages and commands · `verify` compares rows
and record.
"""
