"""The foundation as a Django app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy

from mingcha.core.refusal import speak


class FoundationConfig(AppConfig):
    """Finds what every room adds by itself and lets the core's noes speak the reader's tongue."""

    name = "mingcha.foundation"
    label = "foundation"

    def ready(self) -> None:
        """Look into every room once all of them stand."""
        autodiscover_modules("reactions", "xrays", "sight", "sheets", "facts")
        speak(gettext_lazy)
