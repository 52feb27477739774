"""The backward pass over any variables."""


class Context:
    def __init__(self):
        self.saved_values = ()

    def save_for_backward(self, *values):
        self.saved_values = values


def topological_sort(variable):
    order, seen = [], set()

    def visit(var):
        if var.unique_id in seen or var.is_constant():
            return
        seen.add(var.unique_id)
        for parent in var.parents:
            visit(parent)
        order.append(var)

    visit(variable)
    return reversed(order)


def backpropagate(variable, deriv):
    derivs = {variable.unique_id: deriv}
    for var in topological_sort(variable):
        d = derivs[var.unique_id]
        if var.is_leaf():
            var.accumulate_derivative(d)
        else:
            for parent, share in var.chain_rule(d):
                derivs[parent.unique_id] = derivs.get(parent.unique_id, 0.0) + share
