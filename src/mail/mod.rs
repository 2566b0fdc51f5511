//! Mail: message building and transports. Knows nothing of the ledger.
