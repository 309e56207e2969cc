"""Running many worlds: what is kept of each (`records`), where it is kept (`store`), and how a batch is carried out (`carry_out`).

Nothing is imported here: the command line asks for the store before it knows whether there will be anything to simulate.
"""
