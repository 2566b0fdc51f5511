//! Data files: TOML text -> checked values of the domain, all problems at once.
