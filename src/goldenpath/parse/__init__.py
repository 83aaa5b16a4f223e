"""YAML in, nodes with positions out; then, once the kind is known, data in its dialect.

The two steps, `compose` and `construct`, are apart because the kind of a document decides how its
scalars are read: `no` is a string for Backstage (YAML 1.2) and a boolean for Kubernetes' reader.
`quick` takes both at once where no place is asked for. To enter takes time: whoever may not need
the full reader imports it where it is called.
"""
