"""What the pages of the table share: what is seen of a case, and how it is changed. No page stands here."""
