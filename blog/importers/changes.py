"""What is changed in imported bodies, by the names that reports count it under."""

from __future__ import annotations

from collections.abc import Mapping

from blog.languages.sentences import Sentence, say

CHANGES: Mapping[str, Sentence] = {
    "line-breaks": say("Line ends that were shown as breaks are breaks."),
    "separators": say("Boxes that Blogger put around pictures are figures."),
    "empty-separators": say("Empty boxes were taken out."),
    "captions": say("Tables that held a picture and its caption are figures."),
    "viewer-links": say("Links to Blogger's picture viewer lead to the picture."),
    "jump-breaks": say("Jump breaks are marked as such."),
    "junk-links": say("Links that led nowhere are plain text."),
    "own-links": say("Links to the old blog lead to the same page here."),
    "comment-form-links": say("Links to Blogger's comment form lead to the post's own."),
    "embeds": say("Embedded pages and films are links."),
    "lost-embeds": say("Embedded things without a usable address were taken out."),
    "local-pictures": say("Pictures were found in the albums."),
    "missing-pictures": say("Pictures that are not in the export are links to where they were."),
    "tracking-pixels": say("Invisible pictures that report readers were taken out."),
    "scripts": say("Scripts were taken out."),
    "styles": say("Style sheets were taken out."),
    "document-heads": say("Heads of whole documents were taken out."),
    "office-marks": say("Marks that an office program left were taken out."),
    "paragraphs": say("Blank lines and line ends that WordPress showed as paragraphs and breaks are such."),
    "shortcodes": say("Shortcodes of WordPress are the picture, film or code they stood for."),
    "unknown-shortcodes": say("Shortcodes that only a plugin of WordPress knew are left as they stood."),
    "empty-galleries": say("Galleries without a picture in the export were taken out."),
    "editor-marks": say("Marks that WordPress's editor left were taken out."),
    "dynamic-blocks": say("Blocks that WordPress filled in anew for every reader were taken out."),
    "page-breaks": say("Posts that stood on several pages stand on one."),
    "bare-addresses": say("Addresses that stood as plain words are links."),
}
