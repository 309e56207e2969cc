"""The rules of the model: scalar rules first (numbers in, a decision out), the sweep that applies them to rows last."""
