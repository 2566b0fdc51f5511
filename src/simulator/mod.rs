//! The Lens simulator behind `trueup demo` and the tests.
