"""Files of rows and columns, read as text: CSV, Parquet, dates as offices write them. Knows no domain."""
