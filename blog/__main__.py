"""`python -m blog` is the command `blog`."""

from blog.late import calm

with calm:
    from blog.cli import main

raise SystemExit(main())
