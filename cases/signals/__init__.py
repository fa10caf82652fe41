"""What needs doing about whom: the rules (`rules`), and the one statement that makes and closes (`refresh`)."""
