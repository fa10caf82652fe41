"""Letters to the people the portal is about: what we keep of them (art. 15), and what we decided on their request."""
