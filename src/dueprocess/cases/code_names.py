"""Names for cases that name nobody: two plain words drawn from the docket's random pseudonym."""

from __future__ import annotations

_FIRST = """
    amber ash autumn birch bright broad calm cedar clay clear coral crisp dawn deep drift early
    elder fair far fern first flint gentle glass golden grain granite green grey harbour hazel high
    hill hollow indigo iron island ivory jade lake late level light lime linen little long maple
    marble meadow mellow middle mild mint misty moss narrow new north oak ochre olive open orchard
    outer pale pebble pine plain quiet rain red reed river rowan rust sand sea silver slate small
    snow soft south spring steady still stone summer swift tall thin tidal upper velvet warm water
    west white wide willow winter yellow
"""
_SECOND = """
    anchor arch badger bank barn basin beacon beech bell bench bridge brook canal candle canopy
    castle chart clock cloud compass corner cove crane creek curlew delta dune estuary falcon ferry
    field finch fjord ford fountain gallery garden gate glade grove gull harvest heath hedge heron
    hinge kestrel ladder lamp lane lantern lark ledger library linnet loft loom market marsh martin
    mast mill mirror moor needle newt otter oval owl parcel path peak pier plover pocket pond port
    post prism quarry quay quilt rail ridge robin roof sail shelf shore signal siskin sluice sparrow
    spire spool square stair stream swan table thread tide tower trail valley vane vault wagon walk
    wall wave weir wharf wheel window wren yard
"""
FIRST = tuple(_FIRST.split())
SECOND = tuple(_SECOND.split())


def of(pseudonym: str) -> str:
    """Return the code name of a docket: always the same for one pseudonym (32 hexadecimal digits)."""
    value = int(pseudonym, 16)
    first, value = FIRST[value % len(FIRST)], value // len(FIRST)
    return f"{first.capitalize()} {SECOND[value % len(SECOND)].capitalize()}"
