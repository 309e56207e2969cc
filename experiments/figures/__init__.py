"""Figures: tidy data in, `Figure` out. Nothing here loads matplotlib before a figure is made.

    from experiments.figures.funnel import funnel_figure
    figure = funnel_figure(document, lang="zh", size="page")      # a matplotlib Figure, free of pyplot

A figure is built in four layers: `style` (fonts, colours, sizes, saving), `sheet` (a page measured in millimetres on which
nothing overlaps), `frame` (title, subtitle, legend, footer) and one module a figure. `catalogue` says which figures a document has.
"""
