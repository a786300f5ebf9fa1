"""What changes personal data as a whole: journal of views, exports of a person, erasure."""
