from autograd.scipy import special as special
