"""`python -m blog` is the command `blog`."""

from blog.cli import main

raise SystemExit(main())
