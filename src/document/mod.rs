//! Documents: an outcome becomes the bytes that people read.
