"""Books of claims in Parquet files: one file streamed on this machine, or a folder of parts over many processes or machines."""
