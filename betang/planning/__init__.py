"""Plans and budgets from village to province: lines in official codes, their amounts by phase, places, realisation, photos.

A *line* (`Line`) is one sub-activity of one government in one year, or one activity of a village's budget. A *figure* is one amount of
a line in one phase as one file or one person stated it; the line's `…_idr` columns are the sums of its current figures, and `Rollup`
rows are the sums of lines. Both are kept in step in the transaction of every change. Plans are public and belong to a government
(a region), so nothing here lies behind a site's fence. Law: UU 25/2004; UU 23/2014 art. 260, 277, 391; UU 6/2014 art. 79, 82.
"""
