"""What the end-to-end tests share: counting checks, running units behind a proxy, acting as a client or a person."""
