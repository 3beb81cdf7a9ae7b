"""The register's extracts: read strictly, compared, kept in quarantine, applied by a second person."""
