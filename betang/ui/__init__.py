"""How Betang looks: layouts, components, icons, woven motifs, CSS and small custom elements. It asks no questions of the database."""
