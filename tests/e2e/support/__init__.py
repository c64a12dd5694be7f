"""What the end-to-end tests share: counting checks, starting units behind a proxy, and acting as a client or a person."""
