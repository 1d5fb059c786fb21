"""Files of rows and columns, read as text: CSV, Parquet, workbooks; dates as offices write them."""
