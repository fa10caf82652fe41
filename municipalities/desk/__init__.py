"""The desk of the functional administrator: accounts, roles by date, their yearly confirmation, looking along."""
