"""The words of the PDF standard (ISO 32000-1) that a copy may use: signs that draw, keys that drawing needs.
Knows nothing else; whatever is not here stays behind.
"""


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


DRAWING = _listed(
    """
    b B b* B* b' BT c cm CS cs d d0 d1 Do EI ET f F f* G g gs h i ID BI INLINE IMAGE j J K k l m M n q Q
    re RG rg ri s S SC sc SCN scn sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y ' "
    """
)
"""Signs that draw (Annex A)."""
MARKS = _listed("BMC BDC EMC MP DP BX EX")
"""Signs that only say something of what is drawn: tags, layers, words in place of letters."""
KEYS = _listed(
    """
    Type Subtype Width Height ColorSpace BitsPerComponent Decode Interpolate ImageMask Mask SMask
    SMaskInData Intent Matte FormType BBox Matrix Group S CS I K PatternType PaintType TilingType XStep
    YStep Shading ShadingType Coords Domain Extend Function Background AntiAlias BitsPerCoordinate
    BitsPerFlag VerticesPerRow FunctionType Range C0 C1 N Functions Bounds Encode Size BitsPerSample
    Order Alternate WhitePoint BlackPoint Gamma LW LC LJ ML D RI OP op OPM FL SM SA BM CA ca AIS TK TR
    TR2 HT G BC BaseFont FirstChar LastChar Widths FontDescriptor Encoding DescendantFonts CIDSystemInfo
    DW W DW2 W2 CIDToGIDMap FontBBox FontMatrix FontName Flags ItalicAngle Ascent Descent CapHeight
    StemV XHeight AvgWidth MaxWidth MissingWidth Leading StemH FontFile FontFile2 FontFile3 Length1
    Length2 Length3 Registry Ordering Supplement BaseEncoding Differences WMode CMapName UseCMap
    DecodeParms Filter K Columns Rows Colors Predictor BlackIs1 EncodedByteAlign EndOfLine EndOfBlock
    DamagedRowsBeforeError ColorTransform EarlyChange JBIG2Globals
    """
)
"""Every key that may be in a resource. Not here: whatever says more than the page shows (/Metadata, /OC,
/StructParent, /ActualText, /Alternates, /OPI, /PieceInfo, /AF, /CharSet, /FontFamily, /Lang …)."""
FREE = _listed("CharProcs")
"""Keys of dictionaries whose own keys are names of somebody's choice."""
OTHERS = _listed(
    """
    Catalog Pages Page Kids Count Parent Root Resources Contents MediaBox CropBox Rotate UserUnit
    XObject Image Form Font ExtGState Pattern Properties ProcSet PDF Text ImageB ImageC ImageI ObjStm
    XRef First Index Prev DeviceGray DeviceRGB DeviceCMYK CalGray CalRGB Lab ICCBased Indexed Separation
    DeviceN All None Default FlateDecode DCTDecode LZWDecode RunLengthDecode ASCIIHexDecode
    ASCII85Decode CCITTFaxDecode JBIG2Decode JPXDecode Normal Multiply Screen Overlay Darken Lighten
    ColorDodge ColorBurn HardLight SoftLight Difference Exclusion Hue Saturation Color Luminosity
    Compatible Alpha Transparency Type0 Type1 Type1C Type3 TrueType MMType1 CIDFontType0 CIDFontType2
    CIDFontType0C OpenType FontDescriptor ToUnicode CharProcs WinAnsiEncoding MacRomanEncoding
    StandardEncoding PDFDocEncoding MacExpertEncoding Identity-H Identity-V Perceptual
    RelativeColorimetric AbsoluteColorimetric endobj endstream startxref trailer CIDInit findresource
    begincmap endcmap begincodespacerange endcodespacerange beginbfchar endbfchar CMapType currentdict
    defineresource Adobe Identity UCS Japan1 Korea1 GB1 CNS1 EOF dict begin end pop def true false
    """
)
VOCABULARY = "|".join(sorted(KEYS | DRAWING | OTHERS)).casefold()
"""The words of the format itself: a covered word that is one of them, or a part, is not sought where they
stand."""
