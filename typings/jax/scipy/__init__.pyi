from jax.scipy import special as special
