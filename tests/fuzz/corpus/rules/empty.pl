% nothing but this
