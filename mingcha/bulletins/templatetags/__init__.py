"""What templates of bulletins may ask for."""
