// a stand-in for the client
