"""Pages on which the owners of API clients ask for keys, exchange them and end them; plain HTML, no scripts."""
