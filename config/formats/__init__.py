"""How the site writes days, where Django's own way is not the house's."""
