"""Pages of appraisals."""
