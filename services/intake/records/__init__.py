"""Records for statisticians and figures for dashboards: everything that was asked, and nobody who asked."""
