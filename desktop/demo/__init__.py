"""The demonstration: a whole centre, opened in the window or walked off-screen."""
