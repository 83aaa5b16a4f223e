"""The items resource."""
