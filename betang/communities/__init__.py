"""The register of community information groups (KIM): application, decree, officers, members, standing, mapping."""
