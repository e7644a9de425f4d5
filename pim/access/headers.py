class NoStoreMiddleware:
    """Nothing about a person stays in a cache, so that the Back button finds nothing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response
