"""What people see: the `disclosure` command, and later the desk itself."""
