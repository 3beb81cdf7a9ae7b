"""What is registered: the form and how it is read, links between registrations, and the bulk way in."""
