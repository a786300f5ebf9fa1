"""The subjects of the fact sheet, one file each: columns and the SELECT that measures them."""
